"""Pages of the forums and what their forms do."""
