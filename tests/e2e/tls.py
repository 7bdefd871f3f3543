"""Certificates for the tests of TLS, made when they run, and clients that trust them."""

import contextlib
import pathlib
import ssl
import subprocess
import tempfile
import warnings

OPENSSL_PATIENCE = 20  # seconds


class Identity:
    """A certificate for this machine and its key, in files that `renew` replaces."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.certificate = pathlib.Path(self._folder.name, 'certificate.pem')
        self.key = pathlib.Path(self._folder.name, 'key.pem')
        self.renew()

    def renew(self):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc',
                        '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
                        '-keyout', self.key, '-out', self.certificate],
                       check=True, capture_output=True, timeout=OPENSSL_PATIENCE)

    def close(self):
        self._folder.cleanup()

    @property
    def options(self):
        """What the server is started with."""
        return '--tls-cert', str(self.certificate), '--tls-key', str(self.key)

    @property
    def shown(self):
        """What a client sees of it."""
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())

    def trusting(self):
        """For a client that wants exactly this certificate, under the right name."""
        return ssl.create_default_context(cafile=self.certificate)


def careless(version=None, ciphers=None):
    """For a client that takes any certificate, and whatever else it can get."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if version:
        context.set_ciphers('ALL:@SECLEVEL=0')
        with warnings.catch_warnings():
            warnings.simplefilter('ignore', DeprecationWarning)  # So they are: that is the point.
            context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    return context


def client_hello():
    out = ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname='localhost')
    with contextlib.suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return out.read()
