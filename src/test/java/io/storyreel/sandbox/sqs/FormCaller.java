package io.storyreel.sandbox.sqs;

import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.xml.xpath.XPathFactory;

import org.xml.sax.InputSource;

/** Speaks the Query protocol by hand, as a client without an SDK would. */
final class FormCaller {

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI endpoint;

    FormCaller(URI endpoint) {
        this.endpoint = endpoint;
    }

    HttpResponse<String> post(String... namesAndValues) throws Exception {
        return client.send(form(namesAndValues), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postLater(String... namesAndValues) {
        return client.sendAsync(form(namesAndValues), BodyHandlers.ofString());
    }

    /** The text of the first element of that name, in whatever namespace. */
    static String element(HttpResponse<String> answer, String name) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate("//*[local-name()='" + name + "']",
                new InputSource(new StringReader(answer.body())));
    }

    private HttpRequest form(String... namesAndValues) {
        List<String> parts = List.of(namesAndValues);
        StringBuilder body = new StringBuilder("Version=2012-11-05");
        for (int i = 0; i < parts.size(); i += 2) {
            body.append('&').append(parts.get(i)).append('=')
                    .append(URLEncoder.encode(parts.get(i + 1), StandardCharsets.UTF_8));
        }
        return HttpRequest.newBuilder(endpoint).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString())).build();
    }
}
