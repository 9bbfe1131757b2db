package io.storyreel.request.rules;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.s3.ObjectKey;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.text.Excerpt;

/**
 * The rules for {@code output}: which buckets may be named, and {@code output.key}, a template for an object's key with
 * the variables of {@code storyreel.s3.key-template}.
 *
 * @param item the request
 * @param buckets those that requests may name
 * @param template {@code storyreel.s3.key-template}, for requests without a key
 */
record OutputRules(RequestItem item, AllowedBuckets buckets, String template) {

    /** What is wrong with bucket and key; empty where all is well, or not given. */
    List<FieldProblem> problems() {
        List<FieldProblem> problems = new ArrayList<>();
        JsonNode bucket = item.request().path("output").path("bucket");
        if (bucket.isTextual() && !buckets.allows(bucket.textValue())) {
            problems.add(problem("bucket", bucket, "is a bucket that requests may not name: only storyreel.s3.bucket"
                    + " and those in storyreel.s3.allowed-buckets"));
        }
        JsonNode key = item.request().path("output").path("key");
        if (key.isTextual()) {
            ObjectKey.problemsOf(key.textValue(), lengthOf(key.textValue()))
                    .forEach(words -> problems.add(problem("key", key, words)));
        } else if (key.isMissingNode() && lengthOf(template) > ObjectKey.MAX_BYTES) {
            problems.add(new FieldProblem(item.pointer() + "/output/key", "is missing, and storyreel.s3.key-template"
                    + " becomes longer than " + ObjectKey.MAX_BYTES + " bytes with this request's values: "
                    + lengthOf(template) + "; give a key"));
        }
        return problems;
    }

    private FieldProblem problem(String field, JsonNode value, String words) {
        return new FieldProblem(item.pointer() + "/output/" + field,
                "\"" + new Excerpt(value.textValue(), Excerpt.OF_A_VALUE) + "\" " + words);
    }

    private int lengthOf(String key) {
        return ObjectKey.lengthOf(key, item.request().path("request_id").textValue(),
                item.request().path("title").textValue());
    }
}
