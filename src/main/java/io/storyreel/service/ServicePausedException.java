package io.storyreel.service;

/** The call was not made: the service has been found down, and another call asks whether it is back. */
public class ServicePausedException extends NeverSentException {

    private static final long serialVersionUID = 1L;

    ServicePausedException() {
        super("the service is down, so it was not called");
    }
}
