"""A push service on loopback, as those of browsers: it takes messages by HTTPS, and each browser
opens its own with its own keys. It refuses what is not signed as RFC 8292 asks.
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.support.https_server import HttpsServer, ReceivedRequest, serving_https

FCM = "https://fcm.googleapis.com/fcm/send/abc"


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Browser:
    """A browser that has subscribed: where it is reached, and the keys that it alone has."""

    endpoint: str = FCM
    key: Any = field(default_factory=lambda: generate_private_key(SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` says."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": encode(point), "auth": encode(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def opens(self, body: bytes) -> dict[str, Any]:
        """A message, decrypted."""
        opened: bytes = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret)
        content: dict[str, Any] = json.loads(opened)
        return content


@dataclass
class PushService:
    """What it has taken, by the path of the browser, with what it refused as not signed; `says` is
    the status of its answers to come, and `headers` go with them.
    """

    server: HttpsServer
    says: list[int] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    taken: list[tuple[str, dict[str, Any], Mapping[str, str]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def subscribes(self, name: str = "phone") -> Browser:
        """A browser's subscription."""
        browser = Browser(f"{self.server.address}/push/{name}")
        self.browsers[f"/push/{name}"] = browser
        return browser

    @property
    def titles(self) -> list[str]:
        return [content["title"] for _, content, _ in self.taken]

    def answers(self, request: ReceivedRequest) -> tuple[int, Mapping[str, str], tuple[bytes, ...]]:
        status = self.says.pop(0) if self.says else 201
        wrong = self._wrong(request)
        if wrong:
            self.refused.append(wrong)
            return 403, {}, (wrong.encode(),)
        if status == 201:
            content = self.browsers[request.path].opens(request.body)
            self.taken.append((request.path, content, request.headers))
        return status, self.headers, ()

    def _wrong(self, request: ReceivedRequest) -> str:
        """What a push service has against a message, or nothing."""
        authorization = request.headers.get("Authorization", "")
        if not Vapid02.verify(authorization):
            return "the signature"
        token = authorization.partition("t=")[2].partition(",")[0].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if claims["aud"] != self.server.address or not claims["sub"].startswith("mailto:"):
            return "the claims"
        if request.headers.get("Content-Encoding") != "aes128gcm":
            return "the encoding"
        return "" if request.headers.get("TTL", "").isdigit() else "the time to live"


@contextmanager
def serving_pushes() -> Iterator[PushService]:
    """One that runs until the block ends."""
    service: PushService
    with serving_https(lambda request: service.answers(request)) as server:
        service = PushService(server)
        yield service
