"""Logging in."""

from django.contrib.auth import views as auth_views

from centres.demo import DEMO_ACCOUNTS, DEMO_CODE, is_demonstration
from centres.forms import LogInForm


class LogIn(auth_views.LoginView):
    template_name = "centres/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        demo = {"demo_accounts": DEMO_ACCOUNTS, "demo_code": DEMO_CODE} if is_demonstration() else {}
        return super().get_context_data(**kwargs) | demo

    def form_invalid(self, form: LogInForm):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


log_in = LogIn.as_view()
