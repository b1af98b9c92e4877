"""Words about people and organisations for templates."""
