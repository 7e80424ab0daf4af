"""Tables of the shared schema. Domain tables are in each organisation's own schema."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import connection, models
from django.db.models.functions import Lower
from django_tenants.models import TenantMixin
from django_tenants.utils import schema_exists
from psycopg import sql

from fieldcraft.lib.laying import lay_tables
from fieldcraft.lib.schema import within

SLUG = RegexValidator(r"^[a-z][a-z0-9-]{0,39}\Z", "Use small letters, digits and hyphens; begin with a letter.")


class LoginManager(BaseUserManager["Login"]):
    def get_by_natural_key(self, username: str | None) -> Login:
        """Find a login by e-mail in any case; needed by Django's sign-in."""
        return self.get(email__iexact=username)


class Login(AbstractBaseUser):
    """One person who can sign in; may belong to several organisations."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[LoginManager] = LoginManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="login_email_any_case")]

    def __str__(self) -> str:
        return self.name


class Organisation(TenantMixin):
    """One company; its domain tables are in the schema of the same name."""

    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    simulated = models.BooleanField(default=False)
    currency = models.CharField(max_length=3, default="EUR")
    commission_rate = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.03"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("1"))],
        help_text="Share of an opportunity's amount that a rep earns, 0 to 1.",
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def create_schema(self, check_if_exists: bool = False, sync_schema: bool = True, verbosity: int = 1) -> bool:
        """Make the schema and its tables; False where it is there already. django-tenants calls it when saving."""
        if schema_exists(self.schema_name):  # type: ignore[no-untyped-call]
            return False
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.schema_name)))
        with within(self):
            lay_tables()
        return True


class Membership(models.Model):
    """A login belongs to an organisation; its role and line are the Member row in there."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["login", "organisation"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.login_id} in {self.organisation_id}"
