import { createDecipheriv, pbkdf2 } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { messageOf, PreviewFailure } from "../failure";

/** Decrypts one `secure` value. */
export type Decrypt = (ciphertext: string) => string;

const KEY_BYTES = 32;
const TAG_BYTES = 16;
const ITERATIONS = 1_000_000;

/** Reads the passphrase that the user gave in the environment; `undefined` if none. */
export function passphraseFrom(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment["PULUMI_CONFIG_PASSPHRASE"] !== undefined) return environment["PULUMI_CONFIG_PASSPHRASE"];
  const file = environment["PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (file === undefined || file === "") return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new PreviewFailure(`cannot read PULUMI_CONFIG_PASSPHRASE_FILE: ${messageOf(error)}`);
  }
}

/**
 * Opens Pulumi's passphrase secrets provider: AES-256-GCM under a PBKDF2 key; the salt carries an encrypted `pulumi`
 * that proves the passphrase (`pkg/secrets/passphrase/manager.go`, `sdk/go/common/resource/config/crypt.go`).
 * @param state `encryptionsalt` of the stack file, `v1:<salt>:<proof>`
 * @throws PreviewFailure if the passphrase is wrong or the state malformed
 */
export async function openPassphrase(passphrase: string, state: string): Promise<Decrypt> {
  const [version, salt, ...proof] = state.split(":");
  if (version !== "v1" || salt === undefined || proof.length === 0) {
    throw new PreviewFailure("`encryptionsalt` of the stack file is malformed: expected `v1:<salt>:<proof>`");
  }
  const key = await promisify(pbkdf2)(
    passphrase,
    Buffer.from(salt, "base64"),
    ITERATIONS,
    KEY_BYTES,
    "sha256",
  );
  const decrypt: Decrypt = (ciphertext) => decryptWith(key, ciphertext);
  let proven: string;
  try {
    proven = decrypt(proof.join(":"));
  } catch {
    proven = "";
  }
  if (proven !== "pulumi")
    throw new PreviewFailure("incorrect passphrase for the encrypted configuration of the stack");
  return decrypt;
}

function decryptWith(key: Buffer, ciphertext: string): string {
  const [version, nonce, sealed, ...rest] = ciphertext.split(":");
  if (version !== "v1" || nonce === undefined || sealed === undefined || rest.length > 0) {
    throw new PreviewFailure(
      "a `secure` value of the stack file is malformed: expected `v1:<nonce>:<ciphertext>`",
    );
  }
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
