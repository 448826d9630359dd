import { PolicyPack, type ReportViolation, type ResourceValidationArgs } from "@pulumi/policy";

new PolicyPack("typescript", {
  policies: [
    {
      name: "typed",
      description: "counts buckets",
      enforcementLevel: "mandatory",
      validateResource: (args: ResourceValidationArgs, report: ReportViolation): void => {
        if (args.isType({ __pulumiType: "aws:s3/bucket:Bucket" } as never)) report(`bucket ${args.name}`);
      },
    },
  ],
});
