import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { UNKNOWN, type Value } from "../../../policy-pack/analysis/unknown";
import { attachesPolicies, attachmentsOf } from "../../../policy-pack/facts/attachments";
import { carriesDocuments, documentsOf } from "../../../policy-pack/facts/iam-documents";
import { letsTrafficIn } from "../../../policy-pack/facts/security-group-rules";

const AWS = dirname(require.resolve("@pulumi/aws/package.json"));
const FACTS = join(dirname(dirname(dirname(__dirname))), "policy-pack/facts");

/** The source of the module that declares a type token of the classic provider, or undefined if there is none. */
function declarationOf(token: string): string | undefined {
  const module = token.split(":")[1] ?? "";
  const [types, code] = [join(AWS, `${module}.d.ts`), join(AWS, `${module}.js`)];
  return existsSync(code) && readFileSync(code, "utf8").includes(`'${token}'`)
    ? readFileSync(types, "utf8")
    : undefined;
}

/** Every classic token that a facts file names, with the text that follows it up to the next one. */
function tokensIn(file: string): readonly (readonly [token: string, entry: string])[] {
  const source = readFileSync(join(FACTS, file), "utf8");
  return [...source.matchAll(/"(aws:[a-zA-Z0-9]+\/[a-zA-Z0-9]+:[a-zA-Z0-9]+)":((?:(?!"aws)[\s\S])*)/g)].map(
    ([, token = "", entry = ""]) => [token, entry],
  );
}

describe("the tables of resource types", () => {
  for (const file of [
    "document-places.ts",
    "iam-documents.ts",
    "attachments.ts",
    "security-group-rules.ts",
  ]) {
    it(`of ${file} name types that @pulumi/aws has`, () => {
      const tokens = tokensIn(file);
      expect(tokens.length).to.be.greaterThan(3);
      expect(
        tokens.map(([token]) => token).filter((token) => declarationOf(token) === undefined),
      ).to.deep.equal([]);
    });
  }

  it("name properties that these types have", () => {
    const absent: string[] = [];
    for (const file of ["document-places.ts", "iam-documents.ts", "attachments.ts"]) {
      for (const [token, entry] of tokensIn(file)) {
        for (const [, property = ""] of entry.matchAll(/"([a-zA-Z]+)(?:\[\])?(?:\.[a-zA-Z[\]]+)*"/g)) {
          if (["grant", "trust", "resource", "limit", "role", "user", "group", "policy"].includes(property)) {
            if (property !== "policy") continue;
          }
          const declaration = declarationOf(token) ?? "";
          if (
            !new RegExp(`^ {4}${property}\\??: `, "m").test(declaration.slice(declaration.indexOf("Args {")))
          ) {
            absent.push(`${token} ${property}`);
          }
        }
      }
    }
    // `HOLDERS` gives managed policies the kind `policy`, which is no property of attachments.
    expect(absent).to.deep.equal([]);
  });
});

describe("documentsOf", () => {
  const documents = (type: string, inputs: Record<string, string>) =>
    documentsOf({ urn: "", type, name: "it", inputs }, ["/boundary/"]).map(
      ({ path, position }) => `${path} ${position}`,
    );

  it("tells the four positions apart", () => {
    expect(documents("aws:iam/role:Role", { assumeRolePolicy: "{}" })).to.deep.equal([
      "assumeRolePolicy trust",
    ]);
    expect(documents("aws:iam/rolePolicy:RolePolicy", { policy: "{}" })).to.deep.equal(["policy grant"]);
    expect(documents("aws:kms/key:Key", { policy: "{}" })).to.deep.equal(["policy resource"]);
    expect(documents("aws:ec2/vpcEndpoint:VpcEndpoint", { policy: "{}" })).to.deep.equal(["policy limit"]);
  });

  it("takes a managed policy by its path", () => {
    const at = (path: string) => documents("aws:iam/policy:Policy", { policy: "{}", path });
    expect([at("/"), at("/boundary/"), at("/boundary/a/"), at("/boundaries/")]).to.deep.equal([
      ["policy grant"],
      ["policy limit"],
      ["policy limit"],
      ["policy grant"],
    ]);
  });

  it("finds documents in parts of properties, and notes the part that is not known", () => {
    const table = "aws-native:dynamodb:GlobalTable";
    const replica = {
      resourcePolicy: { policyDocument: "{}" },
      replicaStreamSpecification: { resourcePolicy: { policyDocument: "{}" } },
    };
    const found = (replicas: Value) =>
      documentsOf({ urn: "", type: table, name: "it", inputs: { replicas } }, []).map(({ path }) => path);
    expect(found([{ region: "eu-west-1" }, replica])).to.deep.equal([
      "replicas[1].resourcePolicy.policyDocument",
      "replicas[1].replicaStreamSpecification.resourcePolicy.policyDocument",
    ]);
    expect(found([{ resourcePolicy: UNKNOWN }])).to.deep.equal(["replicas[0].resourcePolicy"]);
  });

  it("has none for types that carry none", () => {
    expect(documents("aws:s3/bucketObject:BucketObject", { policy: "{}" })).to.deep.equal([]);
    for (const name of ["constructor", "toString", "__proto__"]) {
      expect([carriesDocuments(name), attachesPolicies(name), letsTrafficIn(name)]).to.deep.equal([
        false,
        false,
        false,
      ]);
      expect(attachmentsOf({ urn: "", type: name, name, inputs: {} })).to.deep.equal([]);
    }
  });
});
