package io.storyreel.sandbox.simulator.call;

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
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request whole: forms field by field, files counted and digested as they stream by, JSON into fields. */
public final class CallReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CallReader() {
    }

    /** Must be called in the request's own handler, before any of its body has passed. */
    public static Future<ReceivedCall> read(HttpServerRequest request) {
        Instant now = Instant.now();
        FormShape shape = new FormShape(request.getHeader("Content-Type"));
        if (shape.isForm() && hasBody(request)) {
            return readForm(request, shape, now);
        }
        return request.body().map(body -> {
            shape.read(body.getBytes());
            String text = shape.isJson() ? body.toString() : "";
            return call(request, fieldsOf(text), List.of(), text, shape, now);
        });
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null ? request.getHeader("Transfer-Encoding") != null : !length.equals("0");
    }

    private static Future<ReceivedCall> readForm(HttpServerRequest request, FormShape shape, Instant now) {
        Promise<ReceivedCall> read = Promise.promise();
        List<FilePart> files = new ArrayList<>();
        request.setExpectMultipart(true);
        request.handler(chunk -> shape.read(chunk.getBytes()));
        request.uploadHandler(upload -> digest(upload, files));
        request.exceptionHandler(fault -> {
            // A form that cannot be taken apart is read to its end all the same, to tell what is wrong with it.
            if (!(fault instanceof ErrorDataDecoderException)) {
                read.tryFail(fault);
            }
        });
        request.endHandler(end -> {
            List<FormField> fields = request.formAttributes().entries().stream()
                    .map(entry -> new FormField(entry.getKey(), entry.getValue()))
                    .toList();
            read.tryComplete(call(request, fields, files, "", shape, now));
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
            String json, FormShape shape, Instant now) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value));
        return new ReceivedCall(request.method().name(), request.path(), List.copyOf(fields), List.copyOf(files),
                headers, json, shape.problems(), now);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
