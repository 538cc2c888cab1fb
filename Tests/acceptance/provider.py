"""A force's identity provider, as a process of its own: `python provider.py USERS.json` prints its address.

Each user in the file is a subject with claims. It signs with RSA keys of its own, made afresh each time.
"""

import json
import logging
import sys

import oidc_provider_mock
from oidc_provider_mock import User


def main():
    users = json.load(open(sys.argv[1], encoding="utf-8"))
    logging.disable(logging.CRITICAL)
    known = [User(sub=name, claims=claims) for name, claims in users.items()]
    with oidc_provider_mock.run_server_in_thread(port=0, require_nonce=True, user_claims=known) as server:
        print(f"http://localhost:{server.server_port}", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
