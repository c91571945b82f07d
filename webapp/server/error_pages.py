"""Error pages of the server for a request that never reaches the app: too long, no HTTP at all.

It knows nobody's language, so it says both, and repeats nothing of what was sent.
"""

import os

from waitress.task import ErrorTask

from webapp.security_headers import HTTP_HEADERS, HTTPS_HEADERS

ERROR_PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>{status}</title>
<p>Cette demande n’a pas pu être lue. Rien n’a été changé, et ce qui a été noté est en sécurité.</p>
<p lang="en">That could not be read. Nothing was changed, and what was noted before is safe.</p>
</html>
"""


class WordedErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers a request that is none, in place of waitress's own words."""

    def execute(self) -> None:
        error = self.request.error
        self.version = "1.1"  # ours: theirs may not have been understood
        self.status = f"{error.code} {error.reason}"
        headers, body = error_response(self.status)
        self.response_headers.extend(headers)
        self.set_close_on_finish()
        self.channel.refused = True
        self.content_length = len(body)
        self.write(body)


def error_response(status: str) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body of an answer, with the headers that all answers carry.

    Nobody knows by which scheme such a request came, so the server's own address decides.
    """
    https = os.environ.get("REBOND_ADDRESS", "").lower().startswith("https:")
    kind = ("Content-Type", "text/html; charset=utf-8")
    headers = [kind, *(HTTPS_HEADERS if https else HTTP_HEADERS)]
    return headers, ERROR_PAGE.format(status=status).encode()
