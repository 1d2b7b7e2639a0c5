"""The operator's configuration: models with every key, and how they are read and refused."""

from monitor.settings.channels import AlertsSettings, EmailSettings, RouteSettings, WebhookSettings
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

__all__ = [
    "AlertsSettings",
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
