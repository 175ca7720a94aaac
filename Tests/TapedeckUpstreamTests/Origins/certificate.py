# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Makes a certificate for the life of an origin."""

import os
import subprocess


def make(folder, name):
    """Returns the paths of a self-signed certificate for `name` and of its key."""
    certificate, key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
    kind = "IP" if name[0].isdigit() else "DNS"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=tapedeck",
         "-addext", f"subjectAltName={kind}:{name}"],
        check=True, stderr=subprocess.DEVNULL)
    return certificate, key
