"""Servers that take tokens, and tokens for them."""

from hostile_token import SECRET, claims, token

ENVIRONMENT = {"TROUPE_JWT_SECRET": SECRET}


def token_of(user, *permissions, **more):
    """A token of this user, good for ten minutes."""
    return token(claims(sub=user, name=f"Name of {user}", permissions=list(permissions), **more))


def bearer(*who):
    return {"extra_headers": {"Authorization": f"Bearer {token_of(*who)}"}}
