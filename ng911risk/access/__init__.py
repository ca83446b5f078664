"""Who may do what: roles, permissions and scopes. Pure; a table that can be read aloud."""

from __future__ import annotations

from ng911risk.access.permissions import Permission, Role, permissions_of
from ng911risk.access.scope import Scope, command_line

__all__ = ["Permission", "Role", "Scope", "command_line", "permissions_of"]
