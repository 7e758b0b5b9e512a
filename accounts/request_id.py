"""The id of the request being answered; empty in a worker. It says where a row came from, never who did it."""

from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("request_id", default="")
