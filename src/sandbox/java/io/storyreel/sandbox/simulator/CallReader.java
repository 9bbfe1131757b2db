package io.storyreel.sandbox.simulator;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request whole: forms field by field, files counted and digested as they stream by, JSON into fields. */
final class CallReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CallReader() {
    }

    /** Must be called in the request's own handler, before any of its body has passed. */
    static Future<ReceivedCall> read(HttpServerRequest request) {
        Instant now = Instant.now();
        String type = String.valueOf(request.getHeader("Content-Type")).toLowerCase(Locale.ROOT);
        boolean isForm = type.startsWith("multipart/form-data") || type.startsWith("application/x-www-form-urlencoded");
        return isForm ? readForm(request, now) : request.body().map(body -> {
            String text = type.contains("json") ? body.toString() : "";
            return call(request, fieldsOf(text), List.of(), text, now);
        });
    }

    private static Future<ReceivedCall> readForm(HttpServerRequest request, Instant now) {
        Promise<ReceivedCall> read = Promise.promise();
        List<FilePart> files = new ArrayList<>();
        request.setExpectMultipart(true);
        request.uploadHandler(upload -> digest(upload, files));
        request.exceptionHandler(read::tryFail);
        request.endHandler(end -> {
            List<FormField> fields = request.formAttributes().entries().stream()
                    .map(entry -> new FormField(entry.getKey(), entry.getValue()))
                    .toList();
            read.tryComplete(call(request, fields, files, "", now));
        });
        return read.future();
    }

    private static void digest(HttpServerFileUpload upload, List<FilePart> files) {
        MessageDigest digest = sha256();
        long[] size = {0};
        upload.handler(chunk -> {
            size[0] += chunk.length();
            digest.update(chunk.getBytes());
        });
        upload.endHandler(end -> files.add(new FilePart(upload.name(), upload.filename(), upload.contentType(),
                size[0], HexFormat.of().formatHex(digest.digest()))));
    }

    private static List<FormField> fieldsOf(String json) {
        List<FormField> fields = new ArrayList<>();
        parse(json).fields().forEachRemaining(member -> {
            boolean isListOfText = member.getValue().isArray() && member.getValue().path(0).isTextual();
            Iterable<JsonNode> values = isListOfText ? member.getValue() : List.of(member.getValue());
            values.forEach(value -> fields.add(new FormField(member.getKey(),
                    value.isContainerNode() ? value.toString() : value.asText())));
        });
        return fields;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static ReceivedCall call(HttpServerRequest request, List<FormField> fields, List<FilePart> files,
            String json, Instant now) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value));
        return new ReceivedCall(request.method().name(), request.path(), List.copyOf(fields), List.copyOf(files),
                headers, json, now);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
