// The peer of the benchmarks: a provider on terraform-plugin-framework whose one resource does no work at all.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	options := providerserver.ServeOpts{Address: "registry.terraform.io/gigaset-redirect/peer"}
	if err := providerserver.Serve(context.Background(), newProvider, options); err != nil {
		log.Fatal(err)
	}
}

type peerProvider struct{}

func newProvider() provider.Provider { return peerProvider{} }

func (peerProvider) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "peer"
	response.Version = "0.0.1"
}

// The configuration has what gigaset's has in the benchmark.
func (peerProvider) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"endpoint": schema.StringAttribute{Optional: true},
		"username": schema.StringAttribute{Optional: true},
		"password": schema.StringAttribute{Optional: true, Sensitive: true},
	}}
}

func (peerProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (peerProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newDevice}
}

func (peerProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
