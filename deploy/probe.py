"""Health check of the web container: exit code 0 when the site answers and reaches its database.

Asks as the proxy does, with the public host's name, because the site answers to no other. A missing worker is for
the watchman to say, who asks /salud/ from outside; it is no reason to take the site away.
"""

import json
import os
import sys
import urllib.error
import urllib.request

HEADERS = {"Host": os.environ.get("CALP_HOSTS", "localhost").split(",")[0].strip(), "X-Forwarded-Proto": "https"}


def answer(url: str) -> dict:
    """What /salud/ says, whether it comes with 200 or 503."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=HEADERS), timeout=8) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def main(url: str = "http://127.0.0.1:8000/salud/") -> int:
    try:
        said = answer(url)
    except (OSError, ValueError) as error:
        print(error)
        return 1
    print(said)
    return 0 if said.get("database") == "ok" else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
