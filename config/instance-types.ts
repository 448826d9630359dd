import type { Form } from "./forms";

export type Architecture = "arm64" | "x86_64";

/** Instance family (letters), generation (digits), attributes (letters), an optional `-flex`, and the size. */
const INSTANCE_TYPE =
  /^([a-z]+)(\d+)([a-z]*)(-flex)?\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/;

/** An instance type that Amazon Linux can run on. */
export const INSTANCE_TYPE_FORM: Form = {
  accepted: "an EC2 instance type like `t4g.small` or `m7i.large`",
  problem: (text) => {
    const family = INSTANCE_TYPE.exec(text)?.[1];
    if (family === undefined) return "is not accepted";
    return family === "mac" ? "runs macOS only" : undefined;
  },
};

/**
 * The architecture of an instance type by its name: Graviton types have a `g` among the attributes after the generation
 * (`t4g`, `c7gn`, `im4gn`); `g` as the family is graphics (`g5` is x86, `g5g` is not). The first Graviton was `a1`.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture {
  const [, family, , attributes] = INSTANCE_TYPE.exec(instanceType) ?? [];
  return family === "a" || attributes?.includes("g") ? "arm64" : "x86_64";
}

/** The architecture that the name of an AMI parameter states; `undefined` where it states none. */
export function architectureOfParameter(name: string): Architecture | undefined {
  return (["arm64", "x86_64"] as const).find((architecture) => name.endsWith(architecture));
}

/**
 * AWS's public parameter for the Amazon Linux 2023 image. It names the kernel line, since `kernel-default` moves to a new
 * line without notice.
 * https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 */
export function defaultImageParameter(architecture: Architecture): string {
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.18-${architecture}`;
}
