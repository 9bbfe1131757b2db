package io.storyreel.k8s;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.Route;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;

/** The kinds that the manifests may have, each with its schema. */
final class Kinds {

    private static final Map<String, ObjectSchema> SCHEMAS = Map.ofEntries(
            Map.entry("v1 ConfigMap", new ModelSchema(ConfigMap.class)),
            Map.entry("v1 PersistentVolumeClaim", new ModelSchema(PersistentVolumeClaim.class)),
            Map.entry("v1 Secret", new ModelSchema(Secret.class)),
            Map.entry("v1 Service", new ModelSchema(Service.class)),
            Map.entry("v1 ServiceAccount", new ModelSchema(ServiceAccount.class)),
            Map.entry("apps/v1 Deployment", new ModelSchema(Deployment.class)),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", new ModelSchema(HorizontalPodAutoscaler.class)),
            Map.entry("networking.k8s.io/v1 Ingress", new ModelSchema(Ingress.class)),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", new ModelSchema(NetworkPolicy.class)),
            Map.entry("policy/v1 PodDisruptionBudget", new ModelSchema(PodDisruptionBudget.class)),
            Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", new ModelSchema(HTTPRoute.class)),
            Map.entry("route.openshift.io/v1 Route", new ModelSchema(Route.class)),
            Map.entry("monitoring.coreos.com/v1 PodMonitor", new ModelSchema(PodMonitor.class)),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", new ModelSchema(PrometheusRule.class)),
            Map.entry("camel.apache.org/v1 Integration", DefinedSchema.of("camel.apache.org_integrations.yaml")
                    .with("k8s/schemas/camel-k-after-2.4.yaml")),
            Map.entry("camel.apache.org/v1 Kamelet", DefinedSchema.of("camel.apache.org_kamelets.yaml")),
            Map.entry("camel.apache.org/v1 Pipe", DefinedSchema.of("camel.apache.org_pipes.yaml")
                    .with("k8s/schemas/camel-k-pipe-after-2.4.yaml")),
            Map.entry("keda.sh/v1alpha1 ScaledObject", DefinedSchema.of("k8s/schemas/keda-scaled-object.yaml")),
            Map.entry("keda.sh/v1alpha1 TriggerAuthentication",
                    DefinedSchema.of("k8s/schemas/keda-trigger-authentication.yaml")));

    private Kinds() {
    }

    static List<String> problemsOf(Manifest manifest) {
        ObjectSchema schema = SCHEMAS.get(manifest.type());
        return schema == null ? List.of("no schema for " + manifest.type()) : schema.problemsOf(manifest.tree());
    }
}
