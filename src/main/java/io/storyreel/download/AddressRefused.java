package io.storyreel.download;

import java.net.UnknownHostException;

/** A host name led to addresses we do not connect to. */
class AddressRefused extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    AddressRefused(String message) {
        super(message);
    }
}
