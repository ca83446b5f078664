"""
Everything HTTP: sites, inventories, assessments, reports and the catalogue.

`ng911risk_api.app.create_app` makes the application; nothing happens at import.
There are no accounts yet, so `ng911risk_api.serve` refuses any address but loopback.
"""
