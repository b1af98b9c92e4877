"""One base and three installations: embedded (one machine), production (settings by environment), test."""
