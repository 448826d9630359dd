import * as aws from "@pulumi/aws";
import { bucketName } from "./naming";

const bucket = new aws.s3.Bucket("bucket", { bucket: bucketName("shop") });

export const name: string = bucketName("shop");
export const id = bucket.id;
