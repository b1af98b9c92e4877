"""What learners do, beside reading pages."""
