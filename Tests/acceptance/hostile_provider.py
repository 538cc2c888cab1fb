"""An identity provider that says whatever a test tells it to, in this process: for answers that no real one gives."""

import base64
import http.server
import json
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

RSA = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, length=None):
    return text(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def keys():
    """The public keys, beside two of kinds that are of no use for signatures here."""
    plain, curve = RSA.public_key().public_numbers(), EC.public_key().public_numbers()
    return {"keys": [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "o"},
        {"kty": "RSA", "use": "enc", "kid": "e", "n": number(plain.n), "e": number(plain.e)},
        {"kty": "RSA", "kid": "r", "n": number(plain.n), "e": number(plain.e)},
        {"kty": "EC", "crv": "P-256", "kid": "c", "x": number(curve.x, 32), "y": number(curve.y, 32)},
    ]}


def token(claims, alg="RS256", kid="r", key=RSA):
    signed = ".".join(text(json.dumps(part).encode()) for part in ({"alg": alg, "kid": kid}, claims)).encode()
    if alg == "RS256":
        signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    elif alg == "ES256":
        r, s = utils.decode_dss_signature(EC.sign(signed, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    elif alg == "HS256":
        import hmac
        signature = hmac.digest(b"secret", signed, "sha256")
    else:
        signature = b""
    return f"{signed.decode()}.{text(signature)}"


class HostileProvider:
    """`said` changes what it answers: claims of the token, how it is signed, or a whole answer by path."""

    def __init__(self):
        provider = self
        self.claims, self.signing, self.answers, self.nonce = {}, {}, {}, ""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self, urllib.parse.urlsplit(self.path).path)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.do_GET()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler, path):
        status, body, headers = self.answers.get(path) or (200, self.usual(path), {})
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        try:
            handler.wfile.write(data)
        except OSError:
            pass

    def usual(self, path):
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.address} | {f"{n}_endpoint": f"{self.address}/{n}" for n in (
                "authorization", "token", "userinfo")} | {"jwks_uri": f"{self.address}/keys"}
        if path == "/keys":
            return keys()
        if path == "/token":
            now = int(time.time())
            claims = {"iss": self.address, "sub": "s-1", "aud": "ringfence", "exp": now + 300, "iat": now,
                      "nonce": self.nonce, "email": "ann@thornmere.example", "email_verified": True, "acr": "mfa"}
            claims = {n: v for n, v in (claims | self.claims).items() if v is not None}
            return {"id_token": token(claims, **self.signing), "access_token": "a", "token_type": "Bearer"}
        if path == "/userinfo":
            return {"sub": "s-1", "email": "ann@thornmere.example", "email_verified": "true"}
        return {}

    def close(self):
        self.server.shutdown()
        self.server.server_close()
