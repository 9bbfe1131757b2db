package io.storyreel.sandbox.simulator.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The bounds the service's documentation names for the fields of a call. */
public final class FieldRules {

    private static final ObjectMapper STRICT_JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Set<String> ASPECT_RATIOS = Set.of("16:9", "4:3", "1:1", "3:4", "9:16");

    private final ReceivedCall call;

    private final List<Problem> problems = new ArrayList<>();

    private FieldRules(ReceivedCall call) {
        this.call = call;
    }

    /** What the service would object to; empty when it would take the call. */
    public static List<Problem> problemsOf(ApiCall kind, ReceivedCall call) {
        FieldRules rules = new FieldRules(call);
        if (kind == ApiCall.IDEA_TO_VIDEO || kind == ApiCall.URL_TO_VIDEO) {
            rules.required("idea");
        }
        if (kind == ApiCall.IMAGES_TO_VIDEO && call.files().isEmpty()) {
            rules.required("image_urls");
        }
        rules.oneOf("aspect_ratio", ASPECT_RATIOS);
        rules.integer("duration", 1, 10);
        rules.integer("loop", 1, 6);
        rules.integer("scene_count", 1, 1_000);
        rules.integer("seed", Integer.MIN_VALUE, 0xffff_ffffL);
        List.of("is_transition", "enhance_image", "generate_elements", "has_narration", "has_bg_music", "native_audio")
                .forEach(rules::bool);
        rules.json("audio_option", '{');
        rules.json("elements", '{');
        rules.json("storyboard", '{');
        rules.json("scenes", '[');
        return rules.problems;
    }

    private void required(String field) {
        if (call.field(field).orElse("").isBlank()) {
            problems.add(new Problem(field, "Field required", "missing"));
        }
    }

    private void oneOf(String field, Set<String> values) {
        call.field(field).filter(value -> !values.contains(value))
                .ifPresent(value -> problems.add(new Problem(field, "Input should be one of " + values, "enum")));
    }

    private void integer(String field, long least, long most) {
        call.field(field).ifPresent(value -> {
            if (!value.matches("-?\\d{1,10}")) {
                problems.add(new Problem(field, "Input should be a valid integer", "int_parsing"));
            } else if (Long.parseLong(value) < least) {
                problems.add(new Problem(field, "Input should be greater than or equal to " + least,
                        "greater_than_equal"));
            } else if (Long.parseLong(value) > most) {
                problems.add(new Problem(field, "Input should be less than or equal to " + most, "less_than_equal"));
            }
        });
    }

    private void bool(String field) {
        call.field(field).filter(value -> !value.matches("(?i)true|false|1|0|yes|no|on|off"))
                .ifPresent(value -> problems.add(new Problem(field, "Input should be a valid boolean",
                        "bool_parsing")));
    }

    private void json(String field, char opening) {
        call.field(field).filter(value -> !isJson(value, opening))
                .ifPresent(value -> problems.add(new Problem(field, "Input should be a JSON string of "
                        + (opening == '{' ? "an object" : "a list"), "json_invalid")));
    }

    private static boolean isJson(String text, char opening) {
        try {
            STRICT_JSON.readTree(text);
            return text.strip().charAt(0) == opening;
        } catch (JsonProcessingException | StringIndexOutOfBoundsException e) {
            return false;
        }
    }
}
