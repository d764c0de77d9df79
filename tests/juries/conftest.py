"""A centre with its title, and who organises there, logged in."""

import pytest
from django.test import Client

from centres.models import Centre, User
from tests.builders import a_centre, a_title, an_organiser


@pytest.fixture
def centre(db: None) -> Centre:
    a_title()
    return a_centre()


@pytest.fixture
def nadia(client: Client, centre: Centre) -> User:
    user = an_organiser(centre)
    client.force_login(user)
    return user
