"""Credentials, the page that shows them, competences and what people say of their own."""

from badges.models.competence import Competence, SelfAssessment
from badges.models.credential import Credential
from badges.models.shared_page import SharedPage

__all__ = ["Competence", "Credential", "SelfAssessment", "SharedPage"]
