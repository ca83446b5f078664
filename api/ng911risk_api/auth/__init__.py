"""Who somebody is: passwords, sessions, tokens, links. What they may do: ng911risk.access."""
