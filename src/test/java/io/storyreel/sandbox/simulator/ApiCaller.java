package io.storyreel.sandbox.simulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Calls a simulator as a customer's program would. */
final class ApiCaller {

    private static final String BOUNDARY = "----a-boundary";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final StoryApiSimulator api;

    ApiCaller(StoryApiSimulator api) {
        this.api = api;
    }

    HttpResponse<String> post(String path, String... namesAndValues) throws Exception {
        return client.send(form(path, api.apiKey(), namesAndValues), BodyHandlers.ofString());
    }

    HttpResponse<String> postWithKey(String key, String path, String... namesAndValues) throws Exception {
        return client.send(form(path, key, namesAndValues), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postLater(String path, String... namesAndValues) {
        return client.sendAsync(form(path, api.apiKey(), namesAndValues), BodyHandlers.ofString());
    }

    /** Posts a body as it is. */
    HttpResponse<String> postBody(String path, String type, String body) throws Exception {
        return client.send(request(path, api.apiKey()).header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String storyId) throws Exception {
        return client.send(request("/story/" + storyId, api.apiKey()).GET().build(), BodyHandlers.ofString());
    }

    JsonNode story(String storyId) {
        try {
            return data(get(storyId));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> download(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).GET();
        return client.send((headers.length > 0 ? request.headers(headers) : request).build(),
                BodyHandlers.ofByteArray());
    }

    static JsonNode data(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body()).path("data");
    }

    static String id(HttpResponse<String> answer) throws Exception {
        return data(answer).path("id").asText();
    }

    private HttpRequest form(String path, String key, String... namesAndValues) {
        if (namesAndValues.length == 0) {
            return request(path, key).POST(BodyPublishers.noBody()).build();
        }
        StringBuilder body = new StringBuilder();
        List<String> parts = List.of(namesAndValues);
        for (int i = 0; i < parts.size(); i += 2) {
            boolean isFile = parts.get(i).equals("image_files");
            body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + parts.get(i) + '"')
                    .append(isFile ? "; filename=\"picture.png\"\r\nContent-Type: image/png" : "")
                    .append("\r\n\r\n" + parts.get(i + 1) + "\r\n");
        }
        body.append("--" + BOUNDARY + "--\r\n");
        return request(path, key).header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofString(body.toString())).build();
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(api.baseUrl().resolve(path)).header("X-Api-Key", key);
    }
}
