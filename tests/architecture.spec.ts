import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const root = dirname(__dirname);

/** What a module may import: packages by name (`node:` stands for all built-ins), own modules by their area. */
interface Rule {
  readonly area: string;
  readonly packages: readonly string[];
  readonly areas: readonly string[];
}

/** The layout of the tree, most specific path first. */
const AREAS: readonly (readonly [path: string, area: string])[] = [
  ["policy-pack/analysis/", "analysis"],
  ["policy-pack/facts/", "facts"],
  ["policy-pack/policies/", "policies"],
  ["policy-pack/deferred-arborist.ts", "pack-server"],
  ["policy-pack/single-pass.ts", "pack-server"],
  ["policy-pack/", "pack"],
  ["access/", "access"],
  ["components/", "components"],
  ["config/stack-config.ts", "stack-config"],
  ["config/", "config"],
  ["config.ts", "config"],
  ["partitions.ts", "partitions"],
  ["index.ts", "index"],
  ["preview/", "preview"],
  ["console-api/", "console-api"],
  ["console/", "console"],
];

/** The services that the console's function asks; each is a package of its own. */
const AWS_CLIENTS = [
  "athena",
  "auto-scaling",
  "cloudwatch",
  "cloudwatch-logs",
  "ec2",
  "elastic-load-balancing-v2",
  "iam",
  "opensearch",
  "s3",
  "ssm",
].map((service) => `@aws-sdk/client-${service}`);

const RULES: readonly Rule[] = [
  { area: "analysis", packages: [], areas: ["analysis"] },
  { area: "facts", packages: ["@pulumi/policy", "yaml"], areas: ["facts", "analysis"] },
  { area: "policies", packages: ["@pulumi/policy"], areas: ["policies", "facts", "analysis"] },
  {
    area: "pack",
    packages: ["@pulumi/policy"],
    areas: ["pack", "pack-server", "policies", "facts", "analysis"],
  },
  {
    area: "pack-server",
    packages: ["node:", "@pulumi/policy", "@pulumi/pulumi", "@grpc/grpc-js"],
    areas: ["pack-server"],
  },
  { area: "partitions", packages: [], areas: [] },
  { area: "stack-config", packages: ["@pulumi/pulumi"], areas: ["partitions"] },
  {
    area: "config",
    packages: ["@pulumi/pulumi"],
    areas: ["config", "stack-config", "partitions", "analysis"],
  },
  {
    area: "components",
    packages: ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "node:"],
    areas: ["components", "stack-config", "partitions", "analysis", "console-api"],
  },
  {
    area: "index",
    packages: ["@pulumi/pulumi", "@pulumi/aws", "node:"],
    areas: ["config", "components", "partitions"],
  },
  {
    area: "preview",
    packages: ["node:", "@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi", "yaml", "picocolors", "ajv"],
    areas: ["preview", "analysis", "facts"],
  },
  {
    // A program of its own: of the stack's it takes what the stack's roles are, and the forms of settings.
    area: "access",
    packages: ["@pulumi/pulumi", "@pulumi/aws"],
    areas: ["access", "components", "config", "partitions"],
  },
  { area: "console-api", packages: ["node:", ...AWS_CLIENTS], areas: ["console-api", "analysis"] },
];

/** Files of `components/` that any component may share, because they hold types and values, no resources. */
const SHARED_BY_COMPONENTS: readonly string[] = [
  "components/stack-context.ts",
  "components/cloudfront-web-acl.ts",
  "components/console-names.ts",
  "components/key-administration.ts",
  "components/log-group.ts",
  "components/web-acl-log.ts",
];

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : sourceFiles(path);
    return /\.(ts|tsx|mts|cts)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

/** Every module that a file names: `import`, `export … from`, `import()`, `require()` and `import type`. */
function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean) => {
    if (node && ts.isStringLiteralLike(node)) found.push({ from: file, specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node)) {
      const dynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const required = ts.isIdentifier(node.expression) && node.expression.text === "require";
      if (dynamic || required) add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const areaOf = (path: string): string | undefined => AREAS.find(([prefix]) => path.startsWith(prefix))?.[1];

/** Repository path of a relative import, as a `.ts` file or a folder's `index.ts`. */
function target({ from, specifier }: Import): string {
  const path = relative(root, resolve(root, dirname(from), specifier))
    .split(sep)
    .join("/");
  return /\.(ts|json|mjs|js)$/.test(path) ? path : `${path}.ts`;
}

const packageOf = (specifier: string): string =>
  isBuiltin(specifier)
    ? "node:"
    : specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");

/** The unit of `components/` that a file belongs to: its own name, or its folder. */
const componentOf = (path: string): string => path.replace(/^components\//, "").replace(/(\.ts$|\/.*)/, "");

function mistakes(found: Import): readonly string[] {
  const area = areaOf(found.from);
  const rule = RULES.find((candidate) => candidate.area === area);
  if (!rule) return [];
  const say = (why: string) => [`${found.from} imports ${found.specifier}: ${why}`];
  if (!found.specifier.startsWith(".")) {
    return rule.packages.includes(packageOf(found.specifier))
      ? []
      : say(`${rule.area} may not use this package`);
  }
  const to = target(found);
  const toArea = areaOf(to) ?? to;
  if (!rule.areas.includes(toArea)) return say(`${rule.area} may not import ${toArea}`);
  if (area === "components" && toArea === "components") {
    const shared = SHARED_BY_COMPONENTS.includes(to);
    if (!shared && componentOf(found.from) !== componentOf(to)) {
      return say("a component may not import another one; index.ts passes values between them");
    }
  }
  const typesOnly = toArea === "stack-config" || toArea === "console-api";
  if (area === "components" && typesOnly && !found.typeOnly) return say("only its types");
  if (area === "policies" && toArea === "policies" && !found.from.endsWith("policies/index.ts")) {
    if (/policies\/[a-z0-9-]+\.ts$/.test(to) && /policies\/[a-z0-9-]+\.ts$/.test(found.from)) {
      return say("a policy may not import another one");
    }
  }
  if (area === "facts" && packageOf(found.specifier) === "@pulumi/policy" && !found.typeOnly) {
    return say("only its types");
  }
  return [];
}

describe("the architecture", () => {
  const folders = ["access", "components", "config", "console-api", "policy-pack", "preview"];
  const files = [...folders.flatMap(sourceFiles), "config.ts", "index.ts", "partitions.ts"];

  it("lets imports go one way only", () => {
    expect(files.flatMap(importsOf).flatMap(mistakes)).to.deep.equal([]);
  });

  it("gives every source file an area with a rule", () => {
    const ruled = new Set(RULES.map((rule) => rule.area));
    expect(files.filter((file) => !ruled.has(areaOf(file) ?? ""))).to.deep.equal([]);
  });

  it("catches what it forbids", () => {
    const wrong: readonly Import[] = [
      { from: "policy-pack/analysis/a.ts", specifier: "node:crypto", typeOnly: false },
      { from: "policy-pack/policies/a.ts", specifier: "@pulumi/aws", typeOnly: true },
      { from: "policy-pack/policies/a.ts", specifier: "./b", typeOnly: false },
      { from: "components/network.ts", specifier: "./alerts", typeOnly: false },
      { from: "components/proxy-fleet/nginx.ts", specifier: "../network", typeOnly: false },
      { from: "components/network.ts", specifier: "../config", typeOnly: false },
      { from: "components/network.ts", specifier: "../console-api/deployment", typeOnly: false },
      { from: "config.ts", specifier: "./components/network", typeOnly: false },
      { from: "access/index.ts", specifier: "../policy-pack/analysis/arn", typeOnly: false },
      { from: "components/network.ts", specifier: "../access/place", typeOnly: false },
      { from: "preview/main.ts", specifier: "../components/network", typeOnly: false },
      { from: "console-api/handler.ts", specifier: "../components/network", typeOnly: false },
      { from: "console-api/handler.ts", specifier: "@pulumi/pulumi", typeOnly: false },
      { from: "preview/main.ts", specifier: "../policy-pack/policies/index", typeOnly: false },
    ];
    expect(wrong.filter((found) => mistakes(found).length === 0)).to.deep.equal([]);
  });

  it("keeps policy documents out of lookups: no component asks the account anything", () => {
    const program = [...sourceFiles("components"), "index.ts", "config.ts"];
    const lookups = program.filter((file) =>
      /\baws\.(?:[a-z0-9]+\.)?get[A-Z]\w*\(|\.get\(\s*`?"?\$?\{?name/.test(
        readFileSync(join(root, file), "utf8"),
      ),
    );
    expect(lookups).to.deep.equal([]);
  });
});
