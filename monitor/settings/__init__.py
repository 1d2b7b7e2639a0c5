"""The operator's configuration: models with every key, and how they are read and refused."""

from monitor.settings.channels import AlertsSettings, AppriseSettings, EmailSettings, WebhookSettings
from monitor.settings.load import load_settings
from monitor.settings.models import (
    ArchiveSettings,
    FeedSettings,
    FetchSettings,
    KnowledgeSettings,
    LogSettings,
    PollSettings,
    Settings,
    WebSettings,
    WorkersSettings,
)
from monitor.settings.routes import RouteSettings

__all__ = [
    "AlertsSettings",
    "AppriseSettings",
    "ArchiveSettings",
    "EmailSettings",
    "FeedSettings",
    "FetchSettings",
    "KnowledgeSettings",
    "LogSettings",
    "PollSettings",
    "RouteSettings",
    "Settings",
    "WebSettings",
    "WebhookSettings",
    "WorkersSettings",
    "load_settings",
]
