"""A real mail server on this machine, and what it does with what it gets."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as policy
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """Keeps what it accepts in `mails`; refuses addresses in `gone` for good and those in `busy` for now."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[EmailMessage] = []
        self.gone: set[str] = set()
        self.busy: set[str] = set()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails that came for an address, in order."""
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Accept, or refuse as a real server would."""
        if address in self.gone:
            return "550 5.1.1 nobody of that name"
        if address in self.busy:
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep it."""
        mail = BytesParser(policy=policy).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run one on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = MailServer(port)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
