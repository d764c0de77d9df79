"""Accounts, for whoever administers all centres; a code is shown on the answer that gives it, never again."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from centres.access import administrator_only
from centres.accounts import (
    AccountRefused,
    Told,
    accounts_visible_to,
    close_account,
    open_account,
    renew_code,
    reopen_account,
)
from centres.forms import AccountForm, CodeForm
from centres.models import User
from ntc_cert.folding import folded
from ntc_cert.http import AuthenticatedHttpRequest, page, reads, reads_or_writes, writes

PER_PAGE: Final = 100


@administrator_only
@reads
def account_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """By name; searched here, because no engine folds accents alike."""
    everyone = list(accounts_visible_to(request.user).prefetch_related("memberships__centre"))
    everyone.sort(key=lambda user: (folded(f"{user.last_name} {user.first_name}"), user.username))
    words = folded(request.GET.get("q", "")).split()
    found = [user for user in everyone if all(word in folded(f"{user} {user.username}") for word in words)]
    context = {
        "section": "accounts",
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(everyone),
        "query": request.GET.get("q", ""),
    }
    return page(request, "centres/accounts.html", context, fragment="centres/_accounts.html")


@administrator_only
@never_cache
@reads_or_writes
def account_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = AccountForm(posted, user=request.user, back=reverse("centres:accounts"))
    if form.is_bound and form.is_valid():
        try:
            return _told(request, open_account(form.entry, by=request.user), "Compte ouvert")
        except AccountRefused as refusal:
            form.add_error("username", list(refusal.reasons))
    context = {"section": "accounts", "form": form}
    return render(request, "centres/account_add.html", context, status=422 if form.errors else 200)


@administrator_only
@never_cache
@reads_or_writes
def account_code(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Says what a new code changes, then gives it."""
    account = _account(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = CodeForm(posted, user=account, back=reverse("centres:accounts"))
    if form.is_bound and form.is_valid():
        told = renew_code(account, by=request.user, code=form.cleaned_data["code"])
        return _told(request, told, "Nouveau code")
    context = {"section": "accounts", "form": form, "account": account}
    return render(request, "centres/account_code.html", context, status=422 if form.errors else 200)


@administrator_only
@reads_or_writes
def account_close(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Says what closing changes, then does it."""
    account = _account(request, pk)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            close_account(account, by=request.user)
        except AccountRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"Compte fermé\u00a0: {account.username}.")
            return redirect("centres:accounts")
    context = {"section": "accounts", "account": account, "reasons": reasons}
    return render(request, "centres/account_close.html", context, status=409 if reasons else 200)


@administrator_only
@writes
def account_reopen(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    reopen_account(account, by=request.user)
    messages.success(request, f"Compte rouvert\u00a0: {account.username}.")
    return redirect("centres:accounts")


def _account(request: AuthenticatedHttpRequest, pk: int) -> User:
    return get_object_or_404(accounts_visible_to(request.user), pk=pk)


def _told(request: AuthenticatedHttpRequest, told: Told, heading: str) -> HttpResponse:
    context: dict[str, Any] = {"section": "accounts", "told": told, "heading": heading}
    return render(request, "centres/account_told.html", context)
