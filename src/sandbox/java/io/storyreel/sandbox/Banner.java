package io.storyreel.sandbox;

import java.nio.file.Path;

/** What a visitor needs to know once all is running. */
record Banner(LocalS3 s3, String brokerUrl, String apiUrl, ProductProcess product, Path inbox, Path outbox) {

    String text() {
        return """

                Storyreel is running, on this machine alone. No account, no credits.

                  status page   %s/
                  health        %s/q/health/ready
                  S3 store      %s  (access key %s, secret %s, bucket %s)
                  story API     %s  (simulated)
                  broker        %s  (JMS and AMQP 1.0; queues storyreel.requests, storyreel.results)
                  inbox         %s
                  outbox        %s
                  log           %s

                Try next: copy any file of examples/ into the inbox, or write your own:
                  echo '{"idea": "A whale dreams of the moon", "title": "Whale"}' > "%s/whale.json"
                or publish one to the broker, from another terminal:
                  ./sandbox publish %sexamples/images-story.json
                Ideas with a marker go wrong on purpose: "A whale [sim:video=cut]"; docs/sandbox.md has them all.
                """.formatted(product.url(), product.managementUrl(), s3.endpoint(), s3.accessKey(), s3.secretKey(),
                SandboxSettings.BUCKET, apiUrl, brokerUrl, inbox, outbox, product.directory().resolve("storyreel.log"),
                inbox, brokerUrl.endsWith(":61616") ? "" : "--url " + brokerUrl + " ");
    }
}
