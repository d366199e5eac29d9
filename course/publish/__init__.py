"""From text to notebooks: lessons, solutions, what students get, and the rules for sources."""
