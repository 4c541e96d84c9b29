"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView


class SignIn(LoginView):
    template_name = "vms/login.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    pass
