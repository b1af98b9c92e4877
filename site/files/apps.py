"""The files room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        """Listen to saved files; say who chooses among them in the CMS."""
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415 - as below

        from files import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from files.models import StoredFile  # noqa: PLC0415 - as above
        from files.permissions import ChoosableFilesPolicy  # noqa: PLC0415 - as above

        policy = ChoosableFilesPolicy(
            StoredFile, auth_model="wagtaildocs.Document", owner_field_name="uploaded_by_user"
        )
        # For exactly this class, because Wagtail registers its own for it later.
        register_permission_policy(StoredFile, policy, exact_class=True)
