"""The benchmarks are a folder of the checkout, not a part of what is installed."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

HOME = Path(__file__).parents[2] / "benchmarks"

if "benchmarks" not in sys.modules:  # without putting the sources of the product on the path
    spec = spec_from_file_location(
        "benchmarks", HOME / "__init__.py", submodule_search_locations=[str(HOME)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["benchmarks"] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules["benchmarks"])
