package io.storyreel.sandbox.sqs;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** All queues by their names, and their addresses. */
final class Queues {

    /** Whose queues they are; it stands in every address. */
    static final String ACCOUNT = "000000000000";

    private static final String PATH = "/" + ACCOUNT + "/";

    private final Map<String, MessageQueue> queues = new ConcurrentSkipListMap<>();

    private final URI endpoint;

    Queues(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** The queue of that name, made if need be. */
    MessageQueue create(String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}[.]fifo")) {
            throw new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, "Can only include alphanumeric characters, "
                    + "hyphens, or underscores. 1 to 80 in length");
        }
        return queues.computeIfAbsent(name, MessageQueue::new);
    }

    Optional<MessageQueue> find(String name) {
        return Optional.ofNullable(queues.get(name));
    }

    /** The queue a call names, or a refusal. */
    MessageQueue named(String name) {
        return find(name).orElseThrow(() -> new Refusal(RefusalKind.QUEUE_DOES_NOT_EXIST,
                "The specified queue does not exist."));
    }

    /** The queue at an address, or a refusal. Only the path counts: a client may know the host by another name. */
    MessageQueue at(String url) {
        int path = url.indexOf(PATH);
        if (path < 0) {
            throw new Refusal(RefusalKind.INVALID_ADDRESS, "The address " + url + " is not valid for this endpoint.");
        }
        return named(url.substring(path + PATH.length()));
    }

    String urlOf(String name) {
        return endpoint + PATH + name;
    }

    List<String> names(String prefix) {
        return queues.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }
}
