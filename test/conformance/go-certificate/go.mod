module gigaset-redirect/go-certificate

go 1.24
