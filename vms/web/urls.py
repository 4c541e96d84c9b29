"""The routes of the pages."""

from django.urls import path

from .views import (
    beginnings,
    blueprints,
    cloud_init,
    dashboard,
    draft_history,
    draft_session,
    drafts,
    editor,
    health,
    machine_actions,
    machines,
    profile,
    requests,
    secrets,
    session,
)

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("login/", session.SignIn.as_view(), name="login"),
    path("logout/", session.SignOut.as_view(), name="logout"),
    path("healthz", health.health, name="health"),
    # machines
    path("machines/", machines.machine_list, name="machine-list"),
    path("machines/<uuid:machine_id>/", machines.overview, name="machine-page"),
    path("machines/<uuid:machine_id>/configuration/", machines.configuration, name="machine-configuration"),
    path("machines/<uuid:machine_id>/console/", machines.console, name="machine-console"),
    path("machines/<uuid:machine_id>/manifest.<str:format>", machines.download, name="machine-download"),
    path("machines/<uuid:machine_id>/power/<str:verb>/", machine_actions.power, name="machine-power"),
    path("machines/<uuid:machine_id>/delete/", machine_actions.delete, name="machine-delete"),
    path("machines/<uuid:machine_id>/edit/", machine_actions.edit, name="machine-edit"),
    path("machines/<uuid:machine_id>/tickets/", machine_actions.ticket, name="machine-ticket"),
    # drafts
    path("drafts/", drafts.draft_list, name="draft-list"),
    path("drafts/new/", beginnings.draft_new, name="draft-new"),
    path("drafts/<uuid:draft_id>/", editor.editor, name="draft-editor"),
    path("drafts/<uuid:draft_id>/form/", editor.save_form, name="draft-form"),
    path("drafts/<uuid:draft_id>/text/", editor.save_text, name="draft-text"),
    path("drafts/<uuid:draft_id>/submit/", editor.submit, name="draft-submit"),
    path("drafts/<uuid:draft_id>/edits/", draft_session.command, name="draft-command"),
    path("drafts/<uuid:draft_id>/updates/", draft_session.updates, name="draft-updates"),
    path("drafts/<uuid:draft_id>/parts/", draft_session.part, name="draft-part"),
    path("drafts/<uuid:draft_id>/fields/", draft_session.fields, name="draft-fields"),
    path("drafts/<uuid:draft_id>/words/", draft_session.words, name="draft-words"),
    path("drafts/<uuid:draft_id>/versions/<int:version>/", draft_history.version_page, name="draft-version"),
    path(
        "drafts/<uuid:draft_id>/versions/<int:version>/restore/", draft_history.restore, name="draft-restore"
    ),
    path("drafts/<uuid:draft_id>/delete/", drafts.draft_delete, name="draft-delete"),
    path("drafts/<uuid:draft_id>/manifest.<str:format>", drafts.download, name="draft-download"),
    # blueprints
    path("blueprints/", blueprints.blueprint_list, name="blueprint-list"),
    path("blueprints/new/", blueprints.blueprint_new, name="blueprint-new"),
    path("blueprints/<slug:slug>/", blueprints.blueprint_page, name="blueprint-page"),
    path("blueprints/<slug:slug>/edit/", blueprints.blueprint_edit, name="blueprint-edit"),
    path("blueprints/<slug:slug>/publish/", blueprints.blueprint_publish, name="blueprint-publish"),
    path("blueprints/<slug:slug>/restore/", blueprints.blueprint_restore, name="blueprint-restore"),
    path("blueprints/<slug:slug>/unpublish/", blueprints.blueprint_unpublish, name="blueprint-unpublish"),
    path("sizes/", blueprints.site_sizes, name="site-sizes"),
    path("drafts/<uuid:draft_id>/password/", cloud_init.password, name="draft-password"),
    path("drafts/<uuid:draft_id>/keep/", cloud_init.keep, name="draft-keep"),
    path("drafts/<uuid:draft_id>/keys/", cloud_init.keys, name="draft-keys"),
    # secrets
    path("secrets/", secrets.secret_list, name="secret-list"),
    path("secrets/new/", secrets.secret_new, name="secret-new"),
    path("secrets/<uuid:secret_id>/", secrets.secret_page, name="secret-page"),
    path("secrets/<uuid:secret_id>/replace/", secrets.secret_replace, name="secret-replace"),
    path("secrets/<uuid:secret_id>/delete/", secrets.secret_delete, name="secret-delete"),
    # one's own
    path("profile/", profile.profile, name="profile"),
    path("profile/keys/", profile.add_key, name="profile-add-key"),
    path("profile/keys/<int:key_id>/delete/", profile.delete_key, name="profile-delete-key"),
    # requests
    path("requests/", requests.request_list, name="request-list"),
    path("requests/<uuid:request_id>/", requests.request_page, name="request-page"),
    path("requests/<uuid:request_id>/approve/", requests.approve, name="request-approve"),
    path("requests/<uuid:request_id>/reject/", requests.reject, name="request-reject"),
    path("requests/<uuid:request_id>/withdraw/", requests.withdraw, name="request-withdraw"),
]
