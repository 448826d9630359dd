import { output } from "@pulumi/pulumi";

export const twice = output(21).apply((half: number) => half * 2);
