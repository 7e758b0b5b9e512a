"""What allauth asks of us: what a key or a telephone is told of an account, and that no seed is stored open."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings


class Adapter(DefaultMFAAdapter):
    """A telephone shows a neutral word and the user name, never what this system is for."""

    def encrypt(self, text: str) -> str:
        """Refuses: a seed is sealed for its account by ``accounts/factors/codes.py``, which knows the account."""
        raise NotImplementedError("Seeds are sealed by accounts.factors.codes.")

    def decrypt(self, encrypted_text: str) -> str:
        """Refuses, as ``encrypt`` does."""
        raise NotImplementedError("Seeds are opened by accounts.factors.codes.")

    def get_totp_label(self, user) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user) -> dict:
        return super().get_public_key_credential_user_entity(user) | {
            "name": user.username,
            "display_name": user.username,
        }

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER
