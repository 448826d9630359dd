const { AwsGuard } = require("@pulumi/awsguard");

// Two policies ask AWS itself about each access key and certificate; without credentials there is nothing to ask.
new AwsGuard({ all: "advisory", iamAccessKeysRotated: "disabled", acmCertificateExpiration: "disabled" });
