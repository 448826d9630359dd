import * as aws from "@pulumi/aws";
import { output } from "@pulumi/pulumi";
import { width } from "./width.js";

new aws.s3.Bucket("bucket", { bucket: `shop-${width}` });

export const twice = output(Promise.resolve(width)).apply((number) => number * 2);
