/** A certificate authority of the test's own, made with the openssl command. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** The key of a certificate: the instances make themselves elliptic ones, AWS's services and older proxies have RSA. */
export type Algorithm = "ec" | "rsa";

export interface Authority {
  /** Path of the authority's own certificate. */
  readonly certificate: string;
  /** A server certificate for a name; `days` below zero: expired since. */
  issue(name: string, days?: number, algorithm?: Algorithm): KeyPair;
}

const NEW_KEY: Readonly<Record<Algorithm, readonly string[]>> = {
  ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
  rsa: ["-newkey", "rsa:2048", "-nodes"],
};

function openssl(args: readonly string[]): void {
  execFileSync("openssl", [...args], { stdio: ["ignore", "ignore", "pipe"] });
}

/** A certificate that vouches for itself, as the instances make one at boot. */
export function selfSigned(
  directory: string,
  name: string,
  algorithm: Algorithm = "ec",
): { readonly key: string; readonly cert: string } {
  const key = join(directory, `${name}.self.key`);
  const cert = join(directory, `${name}.self.crt`);
  const subject = ["-subj", `/CN=${name}`, "-days", "2"];
  openssl(["req", "-x509", ...NEW_KEY[algorithm], ...subject, "-keyout", key, "-out", cert]);
  return { key, cert };
}

export function createAuthority(directory: string): Authority {
  const key = join(directory, "ca.key");
  const certificate = join(directory, "ca.crt");
  const subject = ["-subj", "/CN=Test authority"];
  openssl(["req", "-x509", ...NEW_KEY.ec, ...subject, "-days", "2", "-keyout", key, "-out", certificate]);
  let serial = 1;
  return {
    certificate,
    issue(name, days = 2, algorithm = "ec") {
      const stem = join(directory, `leaf-${serial++}`);
      writeFileSync(`${stem}.ext`, `subjectAltName=DNS:${name}\nbasicConstraints=CA:FALSE\n`);
      const subject = ["-subj", `/CN=${name}`];
      openssl(["req", ...NEW_KEY[algorithm], ...subject, "-keyout", `${stem}.key`, "-out", `${stem}.csr`]);
      openssl([
        ...["x509", "-req", "-in", `${stem}.csr`, "-CA", certificate, "-CAkey", key],
        ...["-set_serial", String(serial), "-days", String(days)],
        ...["-extfile", `${stem}.ext`, "-out", `${stem}.crt`],
      ]);
      return { key: readFileSync(`${stem}.key`, "utf8"), cert: readFileSync(`${stem}.crt`, "utf8") };
    },
  };
}
