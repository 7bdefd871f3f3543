"""troupe-token makes what troupe-chat takes, by each algorithm; keys that do not fit stop both at the start.

TROUPE_TOKEN names the program.
"""

import os
import pathlib
import subprocess
import tempfile
import unittest

import websockets

from harness import start_chat, visit

PATIENCE = 20  # seconds
SECRET = "a secret of this test alone, 0123456789"
CURVE = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")


def run(*command):
    """@returns the exit status, standard output and standard error."""
    clean = {name: value for name, value in os.environ.items() if name != "TROUPE_JWT_SECRET"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=clean)
    return done.returncode, done.stdout.strip(), done.stderr


class TokenTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def key_pair(self, *kind):
        private, public = self.folder / "private.pem", self.folder / "public.pem"
        subprocess.run(("openssl", "genpkey", *kind, "-out", private), check=True, capture_output=True, timeout=PATIENCE)
        subprocess.run(("openssl", "pkey", "-in", private, "-pubout", "-out", public), check=True, timeout=PATIENCE)
        return private, public

    def token(self, *options):
        status, token, errors = run(os.environ["TROUPE_TOKEN"], "--user", "ann", "--name", "Ann", *options)
        self.assertEqual((status, errors), (0, ""))
        return token

    async def take(self, server, token):
        return await visit(server, "/user", extra_headers={"Authorization": f"Bearer {token}"})

    async def is_taken(self, signing, verifying, others):
        """@param others options of tokens that are another's."""
        server = await start_chat(*verifying)
        ann = await self.take(server, self.token(*signing))
        self.assertEqual((ann.welcome["user_id"], ann.welcome["name"]), ("ann", "Ann"))
        for options in others:
            with self.assertRaises(websockets.InvalidStatusCode) as refused:
                await self.take(server, self.token(*options))
            self.assertEqual(refused.exception.status_code, 401)
        self.assertEqual(await server.stop(), 0)

    def by_secret(self, name, text):
        return "--jwt-secret-file", self.file(name, text + "\n")

    async def test_hs256_by_a_secret_in_a_file(self):
        ours = self.by_secret("secret", SECRET)
        await self.is_taken(ours, ours, [self.by_secret("other", SECRET[::-1])])

    async def by_key_pair(self, algorithm, *kind):
        named = "--jwt-algorithm", algorithm
        private, public = self.key_pair(*kind)
        theirs = (*named, "--jwt-private-key-file", private.rename(self.folder / "ours.pem"))
        verifying = (*named, "--jwt-public-key-file", public.rename(self.folder / "ours.pub.pem"))
        other, _ = self.key_pair(*kind)
        await self.is_taken(theirs, verifying, [(*named, "--jwt-private-key-file", other),
                                                self.by_secret("secret", SECRET)])

    async def test_rs256_by_a_key_pair(self):
        await self.by_key_pair("rs256", *RSA)

    async def test_es256_by_a_key_pair(self):
        await self.by_key_pair("es256", *CURVE)

    async def test_issuer_and_audience_are_both_ends_rules(self):
        secret = self.by_secret("secret", SECRET)
        rules = (*secret, "--jwt-issuer", "us", "--jwt-audience", "chat")
        await self.is_taken(rules, rules, [secret, (*secret, "--jwt-issuer", "them", "--jwt-audience", "chat")])

    def refused(self, status, *options):
        """Both programs end so, and say why, but no key."""
        found, output, errors = run(os.environ["TROUPE_CHAT"], "--port", "0", *options)
        self.assertEqual((found, output), (status, ""), options)
        self.assertTrue(errors)
        self.assertNotIn("of no use", errors)

    def test_chat_does_not_start_with_what_it_cannot_verify_by(self):
        private, _ = self.key_pair(*CURVE)
        of_rsa = self.key_pair(*RSA)[1]
        no_pem = self.file("no.pem", "of no use as a PEM file, though it is long enough\n")
        self.refused(1, *self.by_secret("short", "of no use"))
        self.refused(1, "--jwt-secret-file", self.folder / "missing")
        for key in (no_pem, of_rsa, self.folder / "missing"):
            self.refused(1, "--jwt-algorithm", "es256", "--jwt-public-key-file", key)
        self.refused(1, "--api-key-file", self.file("api.key", "of no use\n"))
        for algorithm in ("none", "HS512", ""):
            self.refused(2, "--jwt-algorithm", algorithm)
        for leeway in ("61", "-1", "x"):
            self.refused(2, "--jwt-leeway", leeway)

    def test_no_token_is_made_without_a_key_that_fits(self):
        for options in ((), self.by_secret("short", "of no use"),
                        ("--jwt-algorithm", "rs256", "--jwt-private-key-file", self.key_pair(*CURVE)[0])):
            status, output, errors = run(os.environ["TROUPE_TOKEN"], "--user", "ann", *options)
            self.assertEqual((status, output), (1, ""), options)
            self.assertTrue(errors)


if __name__ == "__main__":
    unittest.main()
