"""What learners, trainers and facilitators do, beside reading pages."""
